<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW">
<context>
    <name>AmountPage</name>
    <message>
        <source>Redeem points</source>
        <translation>兌換積分</translation>
    </message>
    <message>
        <source>Give back in cash</source>
        <translation>現金退款</translation>
    </message>
    <message>
        <source>Cash taken</source>
        <translation>收取現金</translation>
    </message>
    <message>
        <source>Give back on the card terminal</source>
        <translation>在刷卡機退款</translation>
    </message>
    <message>
        <source>Charge on the card terminal</source>
        <translation>在刷卡機收款</translation>
    </message>
    <message>
        <source>Discount on the line</source>
        <translation>單項折扣</translation>
    </message>
    <message>
        <source>Redeem</source>
        <translation>兌換</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>已退款</translation>
    </message>
    <message>
        <source>Exactly %1</source>
        <translation>剛好 %1</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>已收取</translation>
    </message>
    <message>
        <source>The terminal says: approved</source>
        <translation>刷卡機顯示：已核准</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>扣減</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
    <message>
        <source>Redeem, rest in cash</source>
        <translation>兌換，餘額付現</translation>
    </message>
    <message>
        <source>Redeem, rest by card</source>
        <translation>兌換，餘額刷卡</translation>
    </message>
    <message>
        <source>Pay with stored value</source>
        <translation>以儲值付款</translation>
    </message>
    <message>
        <source>Sell stored value</source>
        <translation>出售儲值</translation>
    </message>
    <message>
        <source>Pay all that the member has</source>
        <translation>用盡會員儲值付款</translation>
    </message>
    <message>
        <source>Pay from the member&apos;s value</source>
        <translation>以會員儲值付款</translation>
    </message>
    <message>
        <source>Put it on the member&apos;s value</source>
        <translation>存入會員儲值</translation>
    </message>
    <message>
        <source>Or tap a gift card: it pays as far as it goes.</source>
        <translation>或感應禮品卡：用盡餘額付款。</translation>
    </message>
    <message>
        <source>Or enter the amount and tap the gift card that is sold.</source>
        <translation>或輸入金額後感應售出的禮品卡。</translation>
    </message>
</context>
<context>
    <name>BasketPanel</name>
    <message>
        <source>Ready: scan an item or tap a card</source>
        <translation>就緒：請掃描商品或感應會員卡</translation>
    </message>
    <message>
        <source>/ finds an item or a member by any part of the name</source>
        <translation>按 / 以名稱任何部分尋找商品或會員</translation>
    </message>
    <message>
        <source>Paid: %1</source>
        <translation>已付：%1</translation>
    </message>
    <message>
        <source>GIVE BACK</source>
        <translation>應退</translation>
    </message>
    <message>
        <source>STILL DUE</source>
        <translation>尚欠</translation>
    </message>
    <message>
        <source>TOTAL</source>
        <translation>總計</translation>
    </message>
</context>
<context>
    <name>CloseShiftPage</name>
    <message>
        <source>Close the shift</source>
        <translation>結班</translation>
    </message>
    <message>
        <source>Count the cash in the till, all of it, and enter the sum.</source>
        <translation>請點算錢箱內全部現金，並輸入總數。</translation>
    </message>
    <message>
        <source>Cash counted</source>
        <translation>點算現金</translation>
    </message>
    <message>
        <source>Back to selling</source>
        <translation>返回銷售</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Total %1</source>
        <translation>總計 %1</translation>
    </message>
    <message>
        <source>Next customer: or just scan</source>
        <translation>下一位顧客（或直接掃描）</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>重印</translation>
    </message>
</context>
<context>
    <name>ElsewherePage</name>
    <message>
        <source>Goods of another terminal come back</source>
        <translation>退回其他終端機售出的商品</translation>
    </message>
    <message>
        <source>Read it from the receipt. Without a receipt leave the first two empty: money only, no points.</source>
        <translation>請照收據輸入。沒有收據時首兩欄留空：只退款，不計積分。</translation>
    </message>
    <message>
        <source>Sale (the number at the receipt&apos;s end)</source>
        <translation>交易編號（在收據末端）</translation>
    </message>
    <message>
        <source>Line of the receipt</source>
        <translation>收據上第幾項</translation>
    </message>
    <message>
        <source>Article: number, barcode or name</source>
        <translation>商品：編號、條碼或名稱</translation>
    </message>
    <message>
        <source>How many come back</source>
        <translation>退回數量</translation>
    </message>
    <message>
        <source>Paid for them, in all</source>
        <translation>已付總額</translation>
    </message>
    <message>
        <source>Of it in points</source>
        <translation>其中積分支付</translation>
    </message>
    <message>
        <source>Of it by voucher</source>
        <translation>其中禮券支付</translation>
    </message>
    <message>
        <source>Of it in stored value</source>
        <translation>其中儲值支付</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>核准人</translation>
    </message>
    <message>
        <source>Take these goods back</source>
        <translation>退回這些商品</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
</context>
<context>
    <name>EnrolPage</name>
    <message>
        <source>Welcome: this terminal is new</source>
        <translation>歡迎：這是一台新終端機</translation>
    </message>
    <message>
        <source>Ask head office for a one-time code: pareto-hq enrol prints it. It is good for 24 hours.</source>
        <translation>請向總部索取一次性代碼（由 pareto-hq enrol 印出），24 小時內有效。</translation>
    </message>
    <message>
        <source>Address of head office</source>
        <translation>總部位址</translation>
    </message>
    <message>
        <source>One-time code</source>
        <translation>一次性代碼</translation>
    </message>
    <message>
        <source>That did not work. Check the address, the network and the code. For IT: %1</source>
        <translation>未能完成。請檢查位址、網路和代碼。資訊人員參考：%1</translation>
    </message>
    <message>
        <source>Asking head office …</source>
        <translation>正在向總部查詢……</translation>
    </message>
    <message>
        <source>Enrol this terminal</source>
        <translation>註冊此終端機</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>quantity of the line in hand; amounts</source>
        <translation>所選項目的數量；金額</translation>
    </message>
    <message>
        <source>the highlighted button</source>
        <translation>醒目的按鈕</translation>
    </message>
    <message>
        <source>one step back; never loses a basket</source>
        <translation>退回一步，不會遺失購物籃</translation>
    </message>
    <message>
        <source>another line or row</source>
        <translation>選另一項</translation>
    </message>
    <message>
        <source>find an item or a member</source>
        <translation>尋找商品或會員</translation>
    </message>
    <message>
        <source>redeem points</source>
        <translation>兌換積分</translation>
    </message>
    <message>
        <source>cash</source>
        <translation>現金</translation>
    </message>
    <message>
        <source>card</source>
        <translation>刷卡</translation>
    </message>
    <message>
        <source>take back what was paid last</source>
        <translation>退還最後一筆付款</translation>
    </message>
    <message>
        <source>discount on the line</source>
        <translation>單項折扣</translation>
    </message>
    <message>
        <source>void the line; cancel an open receipt</source>
        <translation>取消項目；作廢開啟的收據</translation>
    </message>
    <message>
        <source>void the whole basket</source>
        <translation>取消整個購物籃</translation>
    </message>
    <message>
        <source>park, or take up a parked basket</source>
        <translation>暫存，或取回暫存的購物籃</translation>
    </message>
    <message>
        <source>sales: return, cancel, print</source>
        <translation>銷售紀錄：退貨、作廢、列印</translation>
    </message>
    <message>
        <source>new member</source>
        <translation>新會員</translation>
    </message>
    <message>
        <source>print again</source>
        <translation>重印</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>close the shift</source>
        <translation>結班</translation>
    </message>
    <message>
        <source>language, in the settings</source>
        <translation>語言（在設定中）</translation>
    </message>
    <message>
        <source>light or dark, in the settings</source>
        <translation>淺色或深色（在設定中）</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
    <message>
        <source>stored value or a gift card pays</source>
        <translation>以儲值或禮品卡付款</translation>
    </message>
    <message>
        <source>sell a gift card, top up value</source>
        <translation>售禮品卡、增值</translation>
    </message>
    <message>
        <source>goods of another terminal</source>
        <translation>其他終端機的商品</translation>
    </message>
    <message>
        <source>open the drawer</source>
        <translation>開啟錢箱</translation>
    </message>
    <message>
        <source>lock this terminal</source>
        <translation>鎖定本機</translation>
    </message>
    <message>
        <source>X report: the shift so far</source>
        <translation>X 報表：目前班次</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Find an item or a member</source>
        <translation>尋找商品或會員</translation>
    </message>
    <message>
        <source>Parked baskets</source>
        <translation>暫存的購物籃</translation>
    </message>
    <message>
        <source>Sales of this terminal</source>
        <translation>本機銷售紀錄</translation>
    </message>
    <message>
        <source>Nothing here.</source>
        <translation>沒有資料。</translation>
    </message>
    <message>
        <source>Type any part of a name, a number or a barcode.</source>
        <translation>請輸入名稱、編號或條碼的任何部分。</translation>
    </message>
    <message>
        <source>Nothing found. Type less of it.</source>
        <translation>找不到。請減少輸入的字。</translation>
    </message>
</context>
<context>
    <name>MemberPanel</name>
    <message>
        <source>No member yet: tap the card</source>
        <translation>尚無會員：請感應會員卡</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>新卡</translation>
    </message>
    <message>
        <source>VIP</source>
        <translation>貴賓</translation>
    </message>
    <message>
        <source>Birthday these days: congratulate!</source>
        <translation>近日生日：請祝賀！</translation>
    </message>
</context>
<context>
    <name>MorePage</name>
    <message>
        <source>New member</source>
        <translation>新會員</translation>
    </message>
    <message>
        <source>Sales: return, cancel, print</source>
        <translation>銷售紀錄：退貨、作廢、列印</translation>
    </message>
    <message>
        <source>Print the last receipt again</source>
        <translation>重印上一張收據</translation>
    </message>
    <message>
        <source>Void the whole basket</source>
        <translation>取消整個購物籃</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>結班</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>所有按鍵</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
    <message>
        <source>Sell a gift card, top up value</source>
        <translation>售禮品卡、增值</translation>
    </message>
    <message>
        <source>Goods of another terminal</source>
        <translation>其他終端機的商品</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>開啟錢箱</translation>
    </message>
    <message>
        <source>Lock this terminal</source>
        <translation>鎖定本機</translation>
    </message>
    <message>
        <source>X report: the shift so far</source>
        <translation>X 報表：目前班次</translation>
    </message>
</context>
<context>
    <name>NewMemberPage</name>
    <message>
        <source>New member</source>
        <translation>新會員</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>電話</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Agrees to hear of offers (read out: we keep name and phone to write about offers; it can be taken back at any time)</source>
        <translation>同意接收優惠訊息（請讀出：我們保留姓名和電話以傳送優惠，可隨時撤回）</translation>
    </message>
    <message>
        <source>The card was read</source>
        <translation>已讀取會員卡</translation>
    </message>
    <message>
        <source>Now tap or scan the new card (or enrol without one)</source>
        <translation>請感應或掃描新卡（亦可不用卡註冊）</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>註冊</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
</context>
<context>
    <name>NextPanel</name>
    <message>
        <source>Quantity %1</source>
        <translation>數量 %1</translation>
    </message>
    <message>
        <source>Redeem %1</source>
        <translation>兌換 %1</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>現金</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>刷卡</translation>
    </message>
    <message>
        <source>Take back what was paid last</source>
        <translation>退還最後一筆付款</translation>
    </message>
    <message>
        <source>Void line</source>
        <translation>取消項目</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>折扣</translation>
    </message>
    <message>
        <source>Press a number for the line in hand, or A for all of it.</source>
        <translation>請按所選項目的退貨數量，或按 A 全部退回。</translation>
    </message>
    <message>
        <source>Everything comes back</source>
        <translation>全部退回</translation>
    </message>
    <message>
        <source>Take these goods back</source>
        <translation>收回這些商品</translation>
    </message>
    <message>
        <source>Take up</source>
        <translation>取回</translation>
    </message>
    <message>
        <source>Open the receipt</source>
        <translation>開啟收據</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>選這一項</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>重印</translation>
    </message>
    <message>
        <source>Cancel this sale</source>
        <translation>作廢此銷售</translation>
    </message>
    <message>
        <source>Back to the basket</source>
        <translation>返回購物籃</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>儲值</translation>
    </message>
    <message>
        <source>Top up</source>
        <translation>增值</translation>
    </message>
</context>
<context>
    <name>NumberPad</name>
    <message>
        <source>erase</source>
        <translation>刪除</translation>
    </message>
</context>
<context>
    <name>OpenShiftPage</name>
    <message>
        <source>The shift is closed</source>
        <translation>已結班</translation>
    </message>
    <message>
        <source>Open a shift</source>
        <translation>開班</translation>
    </message>
    <message>
        <source>Cashier&apos;s name or number</source>
        <translation>收銀員姓名或編號</translation>
    </message>
    <message>
        <source>Cash in the till now</source>
        <translation>錢箱現有現金</translation>
    </message>
    <message>
        <source>Open the shift</source>
        <translation>開班</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>密碼</translation>
    </message>
</context>
<context>
    <name>SalePage</name>
    <message>
        <source>Find</source>
        <translation>尋找</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>暫存</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>取回</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>銷售</translation>
    </message>
    <message>
        <source>New member</source>
        <translation>新會員</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Dark: change to light</source>
        <translation>深色：改為淺色</translation>
    </message>
    <message>
        <source>Light: change to dark</source>
        <translation>淺色：改為深色</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>SignOnPage</name>
    <message>
        <source>Locked: the basket is kept</source>
        <translation>已鎖定：購物籃保留</translation>
    </message>
    <message>
        <source>A supervisor taps the staff card here, or enters number and PIN.</source>
        <translation>請主管感應員工卡，或輸入編號和密碼。</translation>
    </message>
    <message>
        <source>Shift of %1. Tap the staff card, or enter the PIN.</source>
        <translation>%1 的班次。請感應員工卡，或輸入密碼。</translation>
    </message>
    <message>
        <source>Supervisor&apos;s number</source>
        <translation>主管編號</translation>
    </message>
    <message>
        <source>Number, if it is somebody else</source>
        <translation>編號（如非本人）</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>密碼</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>核准</translation>
    </message>
    <message>
        <source>Sign on</source>
        <translation>登入</translation>
    </message>
    <message>
        <source>Do not do it</source>
        <translation>不執行</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Call for help: alarm</source>
        <translation>警示：請求協助</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>Starting …</source>
        <translation>啟動中……</translation>
    </message>
    <message>
        <source>It is not known yet whether the last step was recorded</source>
        <translation>尚未確定最後一步是否已記錄</translation>
    </message>
    <message>
        <source>This terminal cannot start</source>
        <translation>此終端機無法啟動</translation>
    </message>
    <message>
        <source>Do not take the money again. Find out: the terminal opens its file anew and says what is recorded.</source>
        <translation>請勿重複收款。按「查明」：終端機會重新開啟檔案，並顯示已記錄的內容。</translation>
    </message>
    <message>
        <source>Try again; if it stays, call for help and read this out: %1</source>
        <translation>請重試；若仍無法啟動，請求助並讀出：%1</translation>
    </message>
    <message>
        <source>Find out</source>
        <translation>查明</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重試</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>No network, and the last known balance is lower. Redeem less.</source>
        <translation>沒有網路，而最後得知的餘額不足。請減少兌換。</translation>
    </message>
    <message>
        <source>No network: this card may redeem less without it. Redeem less.</source>
        <translation>沒有網路：此卡離線可兌換的積分較少。請減少兌換。</translation>
    </message>
    <message>
        <source>No network, and this card was used here without it already. Take another tender.</source>
        <translation>沒有網路，而此卡已在本機離線使用過。請用其他方式付款。</translation>
    </message>
    <message>
        <source>No network, and this terminal has redeemed what it may without it. Take another tender.</source>
        <translation>沒有網路，而本機離線兌換已達上限。請用其他方式付款。</translation>
    </message>
    <message>
        <source>No network for too long: points cannot be redeemed. Take another tender.</source>
        <translation>離線太久：不能兌換積分。請用其他方式付款。</translation>
    </message>
    <message>
        <source>This terminal&apos;s clock is wrong: points cannot be redeemed. Set the clock.</source>
        <translation>本機時鐘不準：不能兌換積分。請校正時鐘。</translation>
    </message>
    <message>
        <source>The card could not be checked. Present it again.</source>
        <translation>未能驗證此卡。請再感應一次。</translation>
    </message>
    <message>
        <source>No network: points cannot be redeemed now. Take another tender.</source>
        <translation>沒有網路：現在不能兌換積分。請用其他方式付款。</translation>
    </message>
    <message>
        <source>The amount does not fit what is due. Enter it again.</source>
        <translation>金額與應付不符。請重新輸入。</translation>
    </message>
    <message>
        <source>The discount is more than the line costs. Enter less.</source>
        <translation>折扣超過此項金額。請減少。</translation>
    </message>
    <message>
        <source>This line keeps its quantity: its label or receipt says it.</source>
        <translation>此項數量不能更改：以標籤或收據為準。</translation>
    </message>
    <message>
        <source>That does not fit this sale. Look at the lines.</source>
        <translation>與此銷售不符。請檢查各項。</translation>
    </message>
    <message>
        <source>This card is blocked. Ask kindly for another, or sell without one.</source>
        <translation>此卡已停用。請禮貌地索取另一張，或不用卡銷售。</translation>
    </message>
    <message>
        <source>This card could not prove itself. Ask kindly for another, or sell without one.</source>
        <translation>此卡未能通過驗證。請禮貌地索取另一張，或不用卡銷售。</translation>
    </message>
    <message>
        <source>The card left too early. Present it again.</source>
        <translation>卡片太早移開。請再感應一次。</translation>
    </message>
    <message>
        <source>This card is a member&apos;s already. Take another card.</source>
        <translation>此卡已屬於會員。請換另一張卡。</translation>
    </message>
    <message>
        <source>This item is not in the catalogue. Search it by name with /.</source>
        <translation>目錄中沒有此商品。請按 / 以名稱尋找。</translation>
    </message>
    <message>
        <source>This code is not for sale goods. Scan the article&apos;s own code.</source>
        <translation>此條碼不是商品碼。請掃描商品本身的條碼。</translation>
    </message>
    <message>
        <source>This very article was sold already. Call a supervisor.</source>
        <translation>這件商品已售出。請通知主管。</translation>
    </message>
    <message>
        <source>This code is not understood here. Search the item by name with /.</source>
        <translation>無法辨識此條碼。請按 / 以名稱尋找。</translation>
    </message>
    <message>
        <source>This sale was cancelled already.</source>
        <translation>此銷售已作廢。</translation>
    </message>
    <message>
        <source>Only a sale of today can be cancelled. Take the goods back instead.</source>
        <translation>只能作廢今天的銷售。請改用退貨。</translation>
    </message>
    <message>
        <source>More than was sold, or it came back already. Check the receipt.</source>
        <translation>超過售出數量，或已退回。請核對收據。</translation>
    </message>
    <message>
        <source>Another terminal sold this. Call a supervisor.</source>
        <translation>由另一台終端機售出。請通知主管。</translation>
    </message>
    <message>
        <source>This receipt is not one of this terminal. Call a supervisor.</source>
        <translation>這不是本機的收據。請通知主管。</translation>
    </message>
    <message>
        <source>This terminal is not enrolled yet.</source>
        <translation>此終端機尚未註冊。</translation>
    </message>
    <message>
        <source>This terminal must reach head office before it sells. Check the network.</source>
        <translation>此終端機必須先連上總部才能銷售。請檢查網路。</translation>
    </message>
    <message>
        <source>No shift is open. Open one first.</source>
        <translation>尚未開班。請先開班。</translation>
    </message>
    <message>
        <source>A shift is open already.</source>
        <translation>已經開班。</translation>
    </message>
    <message>
        <source>Finish, park or void the open basket first; give back what was paid.</source>
        <translation>請先完成、暫存或取消購物籃，並退還已付款項。</translation>
    </message>
    <message>
        <source>There is no such line.</source>
        <translation>沒有這一項。</translation>
    </message>
    <message>
        <source>These points cannot be redeemed: too few, more than is due, or no card shown.</source>
        <translation>不能兌換這些積分：不足、超過應付，或未出示會員卡。</translation>
    </message>
    <message>
        <source>That did not work, and nothing was changed. Try again; if it stays, call for help.</source>
        <translation>未能完成，沒有任何變更。請重試；若仍失敗，請求助。</translation>
    </message>
    <message>
        <source>Parked. P takes it up again.</source>
        <translation>已暫存。按 P 取回。</translation>
    </message>
    <message>
        <source>Here is the parked basket again.</source>
        <translation>已取回暫存的購物籃。</translation>
    </message>
    <message>
        <source>New card: N enrols a member, or go on without.</source>
        <translation>新卡：按 N 註冊會員，或直接繼續。</translation>
    </message>
    <message>
        <source>Enrolled. Welcome!</source>
        <translation>註冊完成。歡迎！</translation>
    </message>
    <message>
        <source>Cancelled: %1. Give the money back.</source>
        <translation>已作廢：%1。請退還款項。</translation>
    </message>
    <message>
        <source>The sale that was being paid for is recorded: %1. B prints it.</source>
        <translation>付款中的銷售已記錄：%1。按 B 列印。</translation>
    </message>
    <message>
        <source>The last sale was not recorded. Its basket is here, with the money that was taken; points are with the member again.</source>
        <translation>上一筆銷售未記錄。購物籃與已收款項在此；積分已退還會員。</translation>
    </message>
    <message>
        <source>This article is in the basket already.</source>
        <translation>這件商品已在購物籃內。</translation>
    </message>
    <message>
        <source>There is nothing to park.</source>
        <translation>沒有可暫存的購物籃。</translation>
    </message>
    <message>
        <source>This voucher cannot pay here: used, expired, another member&apos;s, or no network.</source>
        <translation>此禮券不能在此付款：已使用、已過期、屬其他會員，或沒有網路。</translation>
    </message>
    <message>
        <source>This gift cannot be given here: out of stock, over, or for others.</source>
        <translation>此禮品不能在此換領：缺貨、已截止，或不適用於此會員。</translation>
    </message>
    <message>
        <source>This coupon cannot be used here: used, expired, or no network.</source>
        <translation>此優惠券不能在此使用：已使用、已過期，或沒有網路。</translation>
    </message>
    <message>
        <source>The printer is out of paper: put in a new roll. What waits comes out by itself; go on selling.</source>
        <translation>印表機缺紙：請換上新紙卷。等候的收據會自動印出，可繼續銷售。</translation>
    </message>
    <message>
        <source>The printer&apos;s cover is open: close it. What waits comes out by itself; go on selling.</source>
        <translation>印表機蓋未關：請關上。等候的收據會自動印出，可繼續銷售。</translation>
    </message>
    <message>
        <source>The printer is jammed: open the cover, take out the paper, close it, switch it off and on. Go on selling.</source>
        <translation>印表機卡紙：請開蓋取出紙張、關蓋，再關機開機。可繼續銷售。</translation>
    </message>
    <message>
        <source>The printer does not answer: switch it off and on. What waits comes out by itself; go on selling.</source>
        <translation>印表機沒有回應：請關機再開機。等候的收據會自動印出，可繼續銷售。</translation>
    </message>
    <message>
        <source>The printer is not there: see to its power and cable. What waits comes out by itself; go on selling.</source>
        <translation>找不到印表機：請檢查電源和接線。等候的收據會自動印出，可繼續銷售。</translation>
    </message>
    <message>
        <source>printer</source>
        <translation>印表機</translation>
    </message>
    <message>
        <source>printer: paper soon out</source>
        <translation>印表機紙快用完</translation>
    </message>
    <message>
        <source>no paper</source>
        <translation>印表機缺紙</translation>
    </message>
    <message>
        <source>printer is open</source>
        <translation>印表機蓋未關</translation>
    </message>
    <message>
        <source>printer is jammed</source>
        <translation>印表機卡紙</translation>
    </message>
    <message>
        <source>printer is silent</source>
        <translation>印表機無回應</translation>
    </message>
    <message>
        <source>printer is away</source>
        <translation>印表機離線</translation>
    </message>
    <message>
        <source>This terminal has no printer: terminal.toml names one.</source>
        <translation>本機沒有印表機：請在 terminal.toml 設定。</translation>
    </message>
    <message>
        <source>Too many wrong PINs: wait some minutes, or somebody else signs on.</source>
        <translation>密碼錯誤次數過多：請等候數分鐘，或由其他人登入。</translation>
    </message>
    <message>
        <source>That number and PIN do not go together. Try again.</source>
        <translation>編號與密碼不符，請再試。</translation>
    </message>
    <message>
        <source>This shift is somebody else&apos;s: they sign on, or a supervisor does.</source>
        <translation>這是其他人的班次：請由本人或主管登入。</translation>
    </message>
    <message>
        <source>This person may not approve it either. Ask somebody else.</source>
        <translation>此人也不能核准，請找其他人。</translation>
    </message>
    <message>
        <source>This discount has to be approved.</source>
        <translation>此折扣須經核准。</translation>
    </message>
    <message>
        <source>Taking these goods back has to be approved.</source>
        <translation>退回這些商品須經核准。</translation>
    </message>
    <message>
        <source>Cancelling this sale has to be approved.</source>
        <translation>取消此筆銷售須經核准。</translation>
    </message>
    <message>
        <source>Goods of another terminal: taking them back has to be approved.</source>
        <translation>其他終端機售出的商品：退貨須經核准。</translation>
    </message>
    <message>
        <source>Opening the drawer has to be approved.</source>
        <translation>開啟錢箱須經核准。</translation>
    </message>
    <message>
        <source>Closing the shift has to be approved.</source>
        <translation>結束班次須經核准。</translation>
    </message>
    <message>
        <source>The drawer is open.</source>
        <translation>錢箱已開啟。</translation>
    </message>
    <message>
        <source>Taken back: add more, or give the money back.</source>
        <translation>已退回：可再加商品，或退款。</translation>
    </message>
    <message>
        <source>A supervisor has to approve this.</source>
        <translation>須由主管核准。</translation>
    </message>
    <message>
        <source>It is printed.</source>
        <translation>正在列印。</translation>
    </message>
</context>
<context>
    <name>pareto::terminal::ui::TerminalModel</name>
    <message>
        <source>The basket is empty: scan something first.</source>
        <translation>購物籃是空的：請先掃描商品。</translation>
    </message>
    <message>
        <source>Finish, park or void the open basket first.</source>
        <translation>請先完成、暫存或取消購物籃。</translation>
    </message>
    <message>
        <source>Void the whole basket? Press X again.</source>
        <translation>取消整個購物籃？請再按 X。</translation>
    </message>
    <message>
        <source>Cancel this whole sale? Press V again.</source>
        <translation>作廢整筆銷售？請再按 V。</translation>
    </message>
    <message>
        <source>Show a member&apos;s card first.</source>
        <translation>請先出示會員卡。</translation>
    </message>
    <message>
        <source>Points are redeemed with the card only: present it.</source>
        <translation>必須持卡才能兌換積分：請感應會員卡。</translation>
    </message>
    <message>
        <source>No network: no points can be redeemed with this card now.</source>
        <translation>沒有網路：此卡現在不能兌換積分。</translation>
    </message>
    <message>
        <source>There are no points to redeem.</source>
        <translation>沒有可兌換的積分。</translation>
    </message>
    <message>
        <source>No basket is parked.</source>
        <translation>沒有暫存的購物籃。</translation>
    </message>
    <message>
        <source>Choose what comes back: a number for the line, or A for all.</source>
        <translation>請選擇退回的商品：按數量，或按 A 全部退回。</translation>
    </message>
    <message>
        <source>That is not an amount. Enter it like 12.50.</source>
        <translation>這不是金額。請輸入如 12.50。</translation>
    </message>
    <message>
        <source>Enter an amount like 5.00, or a percentage like 10%.</source>
        <translation>請輸入金額如 5.00，或百分比如 10%。</translation>
    </message>
    <message>
        <source>Enter how many points, or press Esc.</source>
        <translation>請輸入積分數目，或按 Esc。</translation>
    </message>
    <message>
        <source>Enter the cashier&apos;s name or number.</source>
        <translation>請輸入收銀員姓名或編號。</translation>
    </message>
    <message>
        <source>The cash in the till is not an amount. Enter it like 500.00.</source>
        <translation>錢箱現金不是金額。請輸入如 500.00。</translation>
    </message>
    <message>
        <source>Count the cash in the till and enter it like 500.00.</source>
        <translation>請點算錢箱現金，輸入如 500.00。</translation>
    </message>
    <message>
        <source>Enter the address of head office and the one-time code.</source>
        <translation>請輸入總部位址和一次性代碼。</translation>
    </message>
    <message>
        <source>Enter a name or a phone number.</source>
        <translation>請輸入姓名或電話。</translation>
    </message>
    <message>
        <source>online</source>
        <translation>連線</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>沒有網路</translation>
    </message>
    <message numerus="yes">
        <source>%n to send</source>
        <translation>
            <numerusform>%n 筆待傳</numerusform>
        </translation>
    </message>
    <message>
        <source>reader</source>
        <translation>讀卡機</translation>
    </message>
    <message>
        <source>reader is away</source>
        <translation>讀卡機離線</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>earns %1 points</source>
        <translation>可得 %1 分</translation>
    </message>
    <message>
        <source>takes back %1 points</source>
        <translation>收回 %1 分</translation>
    </message>
    <message>
        <source>%1 points = %2</source>
        <translation>%1 分 = %2</translation>
    </message>
    <message>
        <source>No network: up to %1 points with this card.</source>
        <translation>沒有網路：此卡最多兌換 %1 分。</translation>
    </message>
    <message>
        <source>No network: points are earned, but not redeemed now.</source>
        <translation>沒有網路：可累積積分，暫不能兌換。</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 more points soon</source>
        <translation>另有 %1 分即將生效</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>截至 %1</translation>
    </message>
    <message>
        <source>Found by name: earns. Redeeming needs the card.</source>
        <translation>以姓名尋得：可累積。兌換須持卡。</translation>
    </message>
    <message>
        <source>The card could not be checked: earns. Present it again to redeem.</source>
        <translation>未能驗證此卡：可累積。再感應即可兌換。</translation>
    </message>
    <message>
        <source>New card: earns once it is a member&apos;s. N enrols now.</source>
        <translation>新卡：註冊後累積。按 N 立即註冊。</translation>
    </message>
    <message>
        <source>Paid exactly</source>
        <translation>剛好付清</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>找零</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>退款</translation>
    </message>
    <message>
        <source>%1 points earned</source>
        <translation>獲得 %1 分</translation>
    </message>
    <message>
        <source>%1 points taken back</source>
        <translation>收回 %1 分</translation>
    </message>
    <message>
        <source>%1 points redeemed</source>
        <translation>兌換 %1 分</translation>
    </message>
    <message>
        <source>%1 points given back</source>
        <translation>退還 %1 分</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>餘 %1 分</translation>
    </message>
    <message>
        <source>Receipt printed</source>
        <translation>已印收據</translation>
    </message>
    <message>
        <source>No receipt printed</source>
        <translation>未印收據</translation>
    </message>
    <message>
        <source>comes back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>%1 off</source>
        <translation>減 %1</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>現金</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>刷卡</translation>
    </message>
    <message>
        <source>VIP</source>
        <translation>貴賓</translation>
    </message>
    <message>
        <source>member</source>
        <translation>會員</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n 項</numerusform>
        </translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已作廢</translation>
    </message>
    <message>
        <source>%1 sold, %2 may come back</source>
        <translation>售出 %1，可退 %2</translation>
    </message>
    <message>
        <source>%1 comes back</source>
        <translation>退回 %1</translation>
    </message>
    <message>
        <source>Say: %1, only %2 more</source>
        <translation>請告知：%1，只差 %2</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>銷售</translation>
    </message>
    <message>
        <source>Cash expected</source>
        <translation>應有現金</translation>
    </message>
    <message>
        <source>Cash counted</source>
        <translation>點算現金</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>差額</translation>
    </message>
    <message>
        <source>change %1</source>
        <translation>找零 %1</translation>
    </message>
    <message>
        <source>%1 stays due</source>
        <translation>尚欠 %1</translation>
    </message>
    <message>
        <source>Stored value</source>
        <translation>儲值</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>禮券</translation>
    </message>
    <message numerus="yes">
        <source>%n to print</source>
        <translation>
            <numerusform>%n 張待印</numerusform>
        </translation>
    </message>
    <message>
        <source>Receipt is printing</source>
        <translation>正在列印收據</translation>
    </message>
    <message>
        <source>Receipt waits for the printer</source>
        <translation>收據等候印表機</translation>
    </message>
    <message>
        <source>Enter the PIN, or tap the staff card.</source>
        <translation>請輸入密碼，或感應員工卡。</translation>
    </message>
    <message>
        <source>Enter how much is put there, like 100.00.</source>
        <translation>請輸入儲值金額，如 100.00。</translation>
    </message>
    <message>
        <source>Tap the gift card that is sold, or the member&apos;s card before.</source>
        <translation>請感應售出的禮品卡，或先感應會員卡。</translation>
    </message>
    <message>
        <source>Enter the article: its number or name.</source>
        <translation>請輸入商品編號或名稱。</translation>
    </message>
    <message>
        <source>Enter how many come back, like 1.</source>
        <translation>請輸入退回數量，如 1。</translation>
    </message>
    <message>
        <source>Enter what was paid for them, like 12.50.</source>
        <translation>請輸入已付金額，如 12.50。</translation>
    </message>
    <message>
        <source>Enter who approves it.</source>
        <translation>請輸入核准人。</translation>
    </message>
    <message>
        <source>Z report</source>
        <translation>Z 報表</translation>
    </message>
</context>
</TS>
